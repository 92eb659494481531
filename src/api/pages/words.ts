/** What the public pages say. */
const fr = {
  homeTitle: 'Déclic est en marche',
  home: 'Le serveur répond. Tout ce qu’il sait faire est décrit ici :',
  unsubscribeTitle: 'Se désinscrire',
  unsubscribeAsk: 'Souhaitez-vous ne plus recevoir nos messages commerciaux à cette adresse ?',
  unsubscribeButton: 'Confirmer ma désinscription',
  unsubscribeNote: 'Les messages liés à vos commandes continueront de vous parvenir.',
  unsubscribedTitle: 'C’est fait',
  unsubscribed: 'Vous ne recevrez plus nos messages commerciaux à cette adresse.',
  deadTitle: 'Ce lien ne fonctionne pas',
  dead: 'Il est incomplet ou ne vient pas de nous. Ouvrez-le à nouveau depuis le message, ou répondez à celui-ci.',
  gone: 'Ce message n’est plus conservé.',
  toShop: 'Aller sur le site de la boutique',
  measureAsk:
    'Vous pouvez aussi demander que vos ouvertures et vos clics ne soient plus mesurés, sans vous désinscrire.',
  measureButton: 'Ne plus mesurer mes ouvertures et mes clics',
  unmeasured: 'Vos ouvertures et vos clics ne sont plus mesurés, y compris dans les messages déjà reçus.',
  welcomeTitle: 'Bienvenue dans Déclic',
  welcomeAsk: 'Choisissez votre mot de passe pour ouvrir votre compte.',
  welcomeEmail: 'E-mail',
  welcomePassword: 'Mot de passe (10 caractères au moins)',
  welcomeButton: 'Ouvrir mon compte',
  welcomedTitle: 'Votre compte est ouvert',
  welcomed: 'Vous êtes connecté.',
  invitationGoneTitle: 'Cette invitation n’est plus valable',
  invitationGone:
    'Elle a été utilisée ou a expiré. Demandez-en une nouvelle à un administrateur ; pour le tout premier compte, redémarrez Déclic.',
};

const en: Record<keyof typeof fr, string> = {
  homeTitle: 'Déclic is running',
  home: 'The server answers. All that it does is described here:',
  unsubscribeTitle: 'Unsubscribe',
  unsubscribeAsk: 'Do you want to stop receiving our marketing messages at this address?',
  unsubscribeButton: 'Yes, unsubscribe me',
  unsubscribeNote: 'You will still get messages about your orders.',
  unsubscribedTitle: 'Done',
  unsubscribed: 'You will not get our marketing messages at this address any more.',
  deadTitle: 'This link does not work',
  dead: 'It is incomplete, or not ours. Open it again from the message, or answer that message.',
  gone: 'This message is not kept any more.',
  toShop: 'Go to the shop’s site',
  measureAsk: 'You can also ask that your opens and clicks are not measured any more, without unsubscribing.',
  measureButton: 'Stop measuring my opens and clicks',
  unmeasured: 'Your opens and clicks are not measured any more, nor in messages that you already have.',
  welcomeTitle: 'Welcome to Déclic',
  welcomeAsk: 'Choose a password to open your account.',
  welcomeEmail: 'E-mail',
  welcomePassword: 'Password (10 characters or more)',
  welcomeButton: 'Open my account',
  welcomedTitle: 'Your account is open',
  welcomed: 'You are signed in.',
  invitationGoneTitle: 'This invitation does not hold any more',
  invitationGone:
    'It was used or has expired. Ask an administrator for a new one; for the very first account, restart Déclic.',
};

export const words = { fr, en };
