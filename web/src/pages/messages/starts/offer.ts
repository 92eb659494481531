import { ACCENT, band, button, heading, mail, small, words } from './pieces.ts';

export const fr = {
  subject: '-15 % sur votre prochaine commande',
  preheader: 'Un code rien que pour vous, valable jusqu’à dimanche.',
  body: mail('fr', [
    band(
      [
        small('OFFRE DU MOMENT', { align: 'center', colour: '#ffffff' }),
        heading('-15&nbsp;%', { colour: '#ffffff', align: 'center', size: 52 }),
        words('sur toute votre commande', { colour: '#ffffff', align: 'center' }),
      ],
      { background: ACCENT, padding: '36px 24px' },
    ),
    band(
      [
        words('Bonjour {{ user.first_name | default: "à vous" }},'),
        words(
          'Parce que vous nous êtes fidèle, voici un code à utiliser quand vous voulez, en ligne ou en magasin&nbsp;:',
        ),
        heading('{{ coupon.code | default: "MERCI15" }}', { align: 'center', colour: ACCENT }),
        button('J’en profite', { align: 'center' }),
        small('Valable jusqu’à dimanche minuit, une fois par personne, hors articles déjà remisés et cartes cadeaux.', {
          align: 'center',
        }),
      ],
      { padding: '24px' },
    ),
  ]),
};

export const en = {
  subject: '15% off your next order',
  preheader: 'A code just for you, valid until Sunday.',
  body: mail('en', [
    band(
      [
        small('THIS WEEK’S OFFER', { align: 'center', colour: '#ffffff' }),
        heading('15% off', { colour: '#ffffff', align: 'center', size: 52 }),
        words('your whole order', { colour: '#ffffff', align: 'center' }),
      ],
      { background: ACCENT, padding: '36px 24px' },
    ),
    band(
      [
        words('Hello {{ user.first_name | default: "there" }},'),
        words(
          'Because you have been with us for a while, here is a code to use whenever you like, online or in the shop:',
        ),
        heading('{{ coupon.code | default: "THANKS15" }}', { align: 'center', colour: ACCENT }),
        button('Use my code', { align: 'center' }),
        small('Valid until Sunday midnight, once per person, reduced items and gift cards excepted.', {
          align: 'center',
        }),
      ],
      { padding: '24px' },
    ),
  ]),
};
