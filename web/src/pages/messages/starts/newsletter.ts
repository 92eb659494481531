import { band, button, heading, line, mail, pair, small, words } from './pieces.ts';

export const fr = {
  subject: 'Les nouvelles de {{ shop.name }}',
  preheader: 'Trois choses à ne pas manquer ce mois-ci.',
  body: mail('fr', [
    band(
      [
        small('LA LETTRE DU MOIS'),
        heading('Le titre de votre première nouvelle', { size: 32 }),
        words(
          'Bonjour {{ user.first_name | default: "à vous" }}, dites ici en deux ou trois phrases ce qui compte le plus ce mois-ci, et pourquoi cela intéresse vos clients.',
        ),
        button('Lire la suite'),
      ],
      { padding: '32px 24px 8px' },
    ),
    band([line], { padding: '0 24px' }),
    pair(
      [
        heading('Une deuxième nouvelle', { size: 20 }),
        words('Quelques mots, et un lien vers la page qui en dit plus.'),
      ],
      [
        heading('Une troisième nouvelle', { size: 20 }),
        words('Quelques mots, et un lien vers la page qui en dit plus.'),
      ],
      { padding: '8px 24px 24px' },
    ),
  ]),
};

export const en = {
  subject: 'News from {{ shop.name }}',
  preheader: 'Three things not to miss this month.',
  body: mail('en', [
    band(
      [
        small('THIS MONTH’S LETTER'),
        heading('The title of your first story', { size: 32 }),
        words(
          'Hello {{ user.first_name | default: "there" }}, say here in two or three sentences what matters most this month, and why your customers should care.',
        ),
        button('Read more'),
      ],
      { padding: '32px 24px 8px' },
    ),
    band([line], { padding: '0 24px' }),
    pair(
      [heading('A second story', { size: 20 }), words('A few words, and a link to the page that says more.')],
      [heading('A third story', { size: 20 }), words('A few words, and a link to the page that says more.')],
      { padding: '8px 24px 24px' },
    ),
  ]),
};
