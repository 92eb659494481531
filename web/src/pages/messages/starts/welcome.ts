import { ACCENT, band, button, heading, mail, small, words } from './pieces.ts';

export const fr = {
  subject: 'Bienvenue chez {{ shop.name }}',
  preheader: 'Ravis de vous compter parmi nous : voici par où commencer.',
  body: mail('fr', [
    band([heading('Bienvenue !', { colour: '#ffffff', align: 'center', size: 34 })], {
      background: ACCENT,
      padding: '40px 24px',
    }),
    band(
      [
        words('Bonjour {{ user.first_name | default: "et bienvenue" }},'),
        words(
          'Merci de nous avoir rejoints. Nous vous écrirons peu, et seulement quand nous avons quelque chose d’utile à vous dire&nbsp;: un conseil, une nouveauté, une attention pour vous.',
        ),
        words('Pour commencer, venez voir ce que nos clients préfèrent en ce moment.'),
        button('Découvrir la boutique'),
        small('Une question&nbsp;? Répondez simplement à ce message&nbsp;: quelqu’un vous lira.'),
      ],
      { padding: '24px' },
    ),
  ]),
};

export const en = {
  subject: 'Welcome to {{ shop.name }}',
  preheader: 'Glad to have you with us: here is where to begin.',
  body: mail('en', [
    band([heading('Welcome!', { colour: '#ffffff', align: 'center', size: 34 })], {
      background: ACCENT,
      padding: '40px 24px',
    }),
    band(
      [
        words('Hello {{ user.first_name | default: "and welcome" }},'),
        words(
          'Thank you for joining us. We write seldom, and only when we have something useful to say: a piece of advice, something new, a small treat for you.',
        ),
        words('To begin with, come and see what our customers like best right now.'),
        button('Visit the shop'),
        small('A question? Just answer this message: somebody will read it.'),
      ],
      { padding: '24px' },
    ),
  ]),
};
