/** The door of pages: what people decide about being written to, on pages of their own. */

/** The preference centre: what is true of a person now. */
export { type Centre, type Choice, readCentre } from './centre.ts';
/** What a person posted, the facts that say it, and what will be true then; pure. */
export {
  after,
  factsOf,
  isNothing,
  type Language,
  PAUSES,
  type Pause,
  type Posted,
  readPosted,
  type Wanted,
} from './choices.ts';
/** Publishing a form, the mail that asks, and its answer. */
export { confirmationOf, confirmSignup, publishForm } from './confirmation.ts';
/** Sign-ups of a person, told and taken away. */
export { personParts } from './erase.ts';
/** The errors of this room. */
export { errors as pageErrors } from './errors.ts';
/** What a form is, and what was filled in; pure. */
export {
  type FormAnswer,
  type FormDefinition,
  type FormFaults,
  fieldNames,
  formDefinition,
  inLanguage,
  readAnswer,
  type Say,
} from './form.ts';
/** Forms as they are kept. */
export {
  archiveForm,
  type Form,
  type FormFigures,
  type FormVersion,
  formFigures,
  formInForce,
  formsNaming,
  getForm,
  listForms,
  saveForm,
  shownCounter,
} from './forms.ts';
/** The end of sign-ups. */
export { dropSignups, oldSignups } from './retention.ts';
/** What the shop offers on its pages. */
export type { PublicList, Topic } from './settings.ts';
/** A sign-up on its way. */
export { type SignupBody, signupOf } from './signup.ts';
/** Sign-ups inside the tick, in merges, and as they stand. */
export { inboxKinds as signupKinds, mergePart as signupsPart, type Standing, signupStanding } from './signups.ts';
/** Puts what a person said into their inbox. */
export { tellOf } from './tell.ts';
