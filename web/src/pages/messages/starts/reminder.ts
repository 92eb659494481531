import { band, button, heading, line, mail, small, words } from './pieces.ts';

const PRODUCTS = `{% for product in event.products %}<strong>{{ product.name }}</strong> · {{ product.price | money }}<br />{% endfor %}`;

export const fr = {
  subject: 'Vous avez oublié quelque chose ?',
  preheader: 'Votre panier est encore là.',
  body: mail('fr', [
    band(
      [
        heading('Votre panier vous attend'),
        words(
          'Bonjour {{ user.first_name | default: "à vous" }}, vous nous avez quittés avant la fin. Nous avons gardé votre choix&nbsp;:',
        ),
        line,
        words(PRODUCTS),
        line,
        button('Reprendre ma commande'),
        small('Une question avant de commander&nbsp;? Répondez à ce message, nous vous lirons.'),
      ],
      { padding: '32px 24px' },
    ),
  ]),
};

export const en = {
  subject: 'Did you forget something?',
  preheader: 'Your basket is still here.',
  body: mail('en', [
    band(
      [
        heading('Your basket is waiting'),
        words('Hello {{ user.first_name | default: "there" }}, you left before the end. We kept what you had chosen:'),
        line,
        words(PRODUCTS),
        line,
        button('Finish my order'),
        small('A question before you order? Answer this message and we will read it.'),
      ],
      { padding: '32px 24px' },
    ),
  ]),
};
