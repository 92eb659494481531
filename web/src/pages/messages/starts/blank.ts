import { band, heading, mail, words } from './pieces.ts';

export const fr = {
  subject: '',
  preheader: '',
  body: mail('fr', [band([heading('Votre titre'), words('Votre texte.')], { padding: '32px 24px' })]),
};

export const en = {
  subject: '',
  preheader: '',
  body: mail('en', [band([heading('Your title'), words('Your text.')], { padding: '32px 24px' })]),
};
