import { band, button, heading, line, mail, small, words } from './pieces.ts';

const LINES = `{% for product in event.products %}{{ product.quantity }} × {{ product.name }} · {{ product.price | money }}<br />{% endfor %}`;

export const fr = {
  subject: 'Votre commande {{ event.order_id }} est confirmée',
  preheader: 'Merci ! Voici le récapitulatif.',
  body: mail(
    'fr',
    [
      band(
        [
          heading('Merci pour votre commande'),
          words(
            'Bonjour {{ user.first_name | default: "à vous" }}, nous avons bien reçu votre commande <strong>{{ event.order_id }}</strong> et nous la préparons.',
          ),
          line,
          words(LINES),
          heading('Total&nbsp;: {{ event.total | money }}', { size: 20 }),
          line,
          button('Suivre ma commande'),
          small('Un souci avec votre commande&nbsp;? Répondez à ce message, nous nous en occupons.'),
        ],
        { padding: '32px 24px' },
      ),
    ],
    { promotional: false },
  ),
};

export const en = {
  subject: 'Your order {{ event.order_id }} is confirmed',
  preheader: 'Thank you! Here is what you ordered.',
  body: mail(
    'en',
    [
      band(
        [
          heading('Thank you for your order'),
          words(
            'Hello {{ user.first_name | default: "there" }}, we received your order <strong>{{ event.order_id }}</strong> and are preparing it.',
          ),
          line,
          words(LINES),
          heading('Total: {{ event.total | money }}', { size: 20 }),
          line,
          button('Follow my order'),
          small('Something wrong with your order? Answer this message and we will see to it.'),
        ],
        { padding: '32px 24px' },
      ),
    ],
    { promotional: false },
  ),
};
