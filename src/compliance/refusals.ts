import type { Text } from './rule.ts';
import type { RuleId } from './rules/index.ts';

/** Why a person was not written to, kept with every wish that did not become a message. */
export type Refusal = {
  why: Text;
  todo: Text;
  /** The rule that blocked, where it was one. */
  rule: RuleId | null;
};

const refusal = (rule: RuleId | null, why: Text, todo: Text): Refusal => ({ rule, why, todo });

/** The registry of reasons. Codes are stored and never renamed; sentences are for people. */
export const refusals = {
  no_consent: refusal(
    'priorConsent',
    {
      fr: 'Aucune preuve de consentement pour ce canal et cet usage.',
      en: 'There is no proof of consent for this channel and purpose.',
    },
    { fr: 'Recueillir le consentement ou importer les preuves.', en: 'Ask for consent, or import the proofs.' },
  ),
  consent_withdrawn: refusal(
    'priorConsent',
    { fr: 'La personne a refusé ou retiré son consentement.', en: 'The person refused or withdrew the consent.' },
    { fr: 'Rien, sauf nouveau consentement de la personne.', en: 'Nothing, unless the person consents again.' },
  ),
  suppressed: refusal(
    'objection',
    {
      fr: 'L’adresse est bloquée : désinscription, opposition, plainte ou décision de la boutique.',
      en: 'The address is suppressed: unsubscribed, objected, complained, or stopped by the shop.',
    },
    { fr: 'Respecter ce choix.', en: 'Respect it.' },
  ),
  address_dead: refusal(
    'objection',
    { fr: 'L’adresse n’existe plus (rejet définitif).', en: 'The address does not exist any more (hard bounce).' },
    { fr: 'Demander une nouvelle adresse.', en: 'Ask for a new address.' },
  ),
  person_unknown: refusal(
    null,
    { fr: 'Cette personne n’existe plus.', en: 'This person does not exist any more.' },
    { fr: 'Rien.', en: 'Nothing.' },
  ),
  no_address: refusal(
    null,
    { fr: 'La personne n’a pas d’adresse pour ce canal.', en: 'The person has no address for this channel.' },
    { fr: 'Compléter la fiche.', en: 'Complete the profile.' },
  ),
  no_identity_footer: refusal(
    'senderIdentity',
    {
      fr: 'Le nom ou l’adresse postale de la boutique manque pour le pied de page.',
      en: 'The shop’s name or postal address is missing for the footer.',
    },
    { fr: 'Les donner dans les réglages.', en: 'Give them in the settings.' },
  ),
  no_stop_mention: refusal(
    'smsStop',
    { fr: 'Le SMS ne porte pas de mention STOP.', en: 'The SMS carries no STOP.' },
    { fr: 'Ajouter la mention au modèle.', en: 'Add it to the template.' },
  ),
  no_one_click: refusal(
    'oneClick',
    {
      fr: 'L’e-mail ne peut pas porter de désinscription en un clic, faute d’adresse publique.',
      en: 'The e-mail cannot carry one-click unsubscription, because there is no public address.',
    },
    { fr: 'Définir PUBLIC_URL.', en: 'Set PUBLIC_URL.' },
  ),
  channel_not_allowed: refusal(
    null,
    { fr: 'Ce canal est fermé dans les réglages.', en: 'This channel is closed in the settings.' },
    {
      fr: 'L’ouvrir dans les réglages, ou choisir un autre canal.',
      en: 'Open it in the settings, or take another channel.',
    },
  ),
  template_not_published: refusal(
    null,
    { fr: 'Le modèle n’est pas publié.', en: 'The template is not published.' },
    { fr: 'Le publier.', en: 'Publish it.' },
  ),
  render_failed: refusal(
    null,
    {
      fr: 'Le message ne peut pas être écrit pour cette personne : une valeur manque ou le modèle échoue.',
      en: 'The message cannot be written for this person: a value is missing, or the template fails.',
    },
    {
      fr: 'Donner une valeur par défaut dans le modèle (| default: "…").',
      en: 'Give a default in the template (| default: "…").',
    },
  ),
  no_code_left: refusal(
    null,
    { fr: 'La réserve de codes est épuisée.', en: 'The pool of codes is exhausted.' },
    { fr: 'Importer d’autres codes.', en: 'Import more codes.' },
  ),
  holdout: refusal(
    null,
    {
      fr: 'La personne est dans le groupe témoin : c’est ainsi que l’effet est mesuré.',
      en: 'The person is in the holdout: that is how the effect is measured.',
    },
    { fr: 'Rien.', en: 'Nothing.' },
  ),
  unconfirmed: refusal(
    'priorConsent',
    {
      fr: 'La personne n’est connue que par un formulaire qu’elle n’a pas confirmé.',
      en: 'The person is only known by a form that was not confirmed.',
    },
    { fr: 'Attendre sa confirmation.', en: 'Wait until they confirm.' },
  ),
  paused: refusal(
    null,
    {
      fr: 'La personne a demandé une pause : rien de commercial avant la fin de celle-ci.',
      en: 'The person asked for a pause: nothing promotional before it ends.',
    },
    { fr: 'Attendre la fin de la pause.', en: 'Wait until the pause is over.' },
  ),
  frequency: refusal(
    null,
    {
      fr: 'La personne a choisi de recevoir moins souvent nos messages : un autre est parti il y a trop peu de temps.',
      en: 'The person chose to hear from the shop less often: another message left too short a time ago.',
    },
    { fr: 'Attendre, ou choisir le message qui compte le plus.', en: 'Wait, or choose the message that matters most.' },
  ),
  left_scenario: refusal(
    null,
    {
      fr: 'La personne est sortie du scénario avant l’envoi.',
      en: 'The person left the scenario before the message could leave.',
    },
    { fr: 'Rien.', en: 'Nothing.' },
  ),
  send_cancelled: refusal(
    null,
    {
      fr: 'L’envoi a été annulé avant que le message ne parte.',
      en: 'The send was cancelled before the message left.',
    },
    { fr: 'Rien.', en: 'Nothing.' },
  ),
  address_written: refusal(
    null,
    {
      fr: 'Une autre personne à la même adresse a ce message.',
      en: 'Another person at the same address has this message.',
    },
    {
      fr: 'Rien, ou fusionner les deux fiches si c’est la même personne.',
      en: 'Nothing, or merge the two records if they are one person.',
    },
  ),
  already_sent: refusal(
    null,
    { fr: 'Ce même message est déjà parti.', en: 'This same message has left already.' },
    { fr: 'Rien.', en: 'Nothing.' },
  ),
  too_late: refusal(
    null,
    { fr: 'Le moment prévu est passé depuis trop longtemps.', en: 'The moment it was meant for is too long ago.' },
    { fr: 'Vérifier pourquoi l’envoi a tardé.', en: 'See why it was late.' },
  ),
  gave_up: refusal(
    null,
    {
      fr: 'Le serveur de courrier a demandé d’attendre, jusqu’à ce que le message ne vaille plus la peine.',
      en: 'The mail server said “later” until the message was given up.',
    },
    {
      fr: 'Lire sa réponse ; vérifier l’adresse et la réputation de l’expéditeur.',
      en: 'Read its words; check the address, and the reputation of the sender.',
    },
  ),
  waits_provider: refusal(
    null,
    {
      fr: 'Le serveur de courrier ne répond pas ou refuse : le message attend qu’il aille mieux.',
      en: 'The mail server fails: the message waits until it is well again.',
    },
    {
      fr: 'Voir l’état des serveurs de courrier dans les réglages.',
      en: 'See the mail servers’ state in the settings.',
    },
  ),
  waits_limit: refusal(
    null,
    {
      fr: 'La limite du serveur de courrier est atteinte pour le moment.',
      en: 'The mail server’s limit is reached for now.',
    },
    { fr: 'Attendre, relever la limite ou ajouter un serveur.', en: 'Wait, raise the limit, or add a provider.' },
  ),
  waits_domain: refusal(
    null,
    {
      fr: 'Le domaine du destinataire ne reçoit pas plus de messages à la fois.',
      en: 'The recipient’s domain is not handed more messages at once.',
    },
    { fr: 'Attendre.', en: 'Wait.' },
  ),
  no_provider: refusal(
    null,
    {
      fr: 'Aucun serveur de courrier ne transporte ce genre de message ou cet expéditeur.',
      en: 'No mail server carries this kind of message or this sender.',
    },
    {
      fr: 'Ajouter un serveur, ou élargir ce que l’un d’eux transporte.',
      en: 'Add a provider, or let one carry more.',
    },
  ),
  sender_paused: refusal(
    'complaintRate',
    {
      fr: 'L’envoi promotionnel de ce domaine est suspendu : trop de destinataires se sont plaints, ou quelqu’un l’a décidé.',
      en: 'Promotional mail of this sender’s domain is held back: too many of those who got it complained, or somebody decided so.',
    },
    {
      fr: 'Voir pourquoi (« declic delivery status »), écrire à moins de monde ou mieux, puis laisser repartir.',
      en: 'See why (“declic delivery status”), write to fewer people or better, then let it go on.',
    },
  ),
  merged: refusal(
    null,
    {
      fr: 'La fiche a été fusionnée avec une autre qui a déjà reçu ce message.',
      en: 'The profile was merged with one that has had this message.',
    },
    { fr: 'Rien.', en: 'Nothing.' },
  ),
} as const satisfies Record<string, Refusal>;

export type RefusalCode = keyof typeof refusals;

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}

/** Messages that are taken back with an entry carry how it ended: `entry_ended_goal`; other words are those of the scenario's own steps. */
const ENDED = 'entry_ended_';
const endings: Readonly<Record<string, Text>> = {
  goal: { fr: 'but atteint', en: 'the goal was reached' },
  exit: { fr: 'condition de sortie remplie', en: 'an exit held' },
  archived: { fr: 'scénario archivé', en: 'the scenario was archived' },
  cancelled: { fr: 'envoi annulé', en: 'the send was cancelled' },
  merged: { fr: 'fiches fusionnées', en: 'two profiles were merged' },
};

/** The sentence of a stored reason; a reason of another kind (a provider's words, a template's fault) is said as it is. */
export function explain(reason: string, language: keyof Text): { why: string; todo: string; rule: RuleId | null } {
  if (reason.startsWith(ENDED)) {
    const how = reason.slice(ENDED.length);
    const said = Object.hasOwn(endings, how) ? endings[how]![language] : how;
    return explain(`${'left_scenario' satisfies RefusalCode}: ${said}`, language);
  }
  const code = reason.split(':', 1)[0]!;
  if (!isRefusalCode(code)) return { why: reason, todo: '', rule: null };
  const { why, todo, rule } = refusals[code];
  const detail = reason.slice(code.length + 1).trim();
  return { why: detail === '' ? why[language] : `${why[language]} (${detail})`, todo: todo[language], rule };
}
