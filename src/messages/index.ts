/** The door of messages: what is said, to whom it can be said, and the links that let people answer. */
/** A second person who publishes. */
export {
  type Approval,
  approvalNeeded,
  approvalOf,
  approve,
  askApproval,
  publishAlone,
  refuseApproval,
} from './approvals.ts';
/** What is asked of a template before publication. */
export type { Check } from './check.ts';
export type { CheckInput } from './checks.ts';
/** Which content of a template somebody reads. */
export { type At, choose, sourceAt } from './contents.ts';
/** The errors of this room. */
export { errors as messageErrors } from './errors.ts';
/** A reader made up from the variables of a template. */
export { exampleOf } from './example.ts';
/** Where a message leads. */
export { addressesIn } from './html-checks.ts';
/** The library of images. */
export {
  addImage,
  describeImage,
  IMAGE_PATH,
  type Image,
  imagePath,
  imageUses,
  listImages,
  readImage,
  removeImage,
} from './images.ts';
/** Signed links for unsubscribe, preferences and view in browser; only a POST may act on the first. */
export {
  confirmLink,
  LINK_KINDS,
  LINK_PATHS,
  type LinkKind,
  type LinkPayload,
  linkKey,
  linksFor,
  type MessageLinks,
  readLink,
  signLink,
} from './links.ts';
/** From a draft to what is sent, with its checks; pure. */
export { type Publication, type PublishInput, publishTemplate, type Sample } from './publish.ts';
/** Whether links lead anywhere. */
export { type Reached, type ReachOptions, reachLinks } from './reach.ts';
/** One person's message, or the reason why there is none. */
export { type Rendered, render, type Skipped } from './render.ts';
/** What a message is filled with. */
export type { MessageValues, Reader, Surrounding } from './scope.ts';
/** What the shop decides about its messages. */
export { LARGEST_PHOTO, testsPerHour } from './settings.ts';
/** Parts of a text message. */
export { countSms, type SmsCount } from './sms.ts';
/** A template's source, its published form, and the shop and sender that it shows. */
export {
  type CompiledTemplate,
  type MessageClass,
  messageClass,
  type Sender,
  type Shop,
  type TemplateInput,
  type TemplateSource,
  templateInput,
} from './template.ts';
/** Templates as they are kept. */
export {
  archiveTemplate,
  getTemplate,
  getTemplateVersion,
  listTemplates,
  type PublishContext,
  type Published,
  publish,
  type StoredTemplate,
  saveTemplate,
  type TemplateLine,
  type TemplateVersion,
  templateNames,
  templatesNaming,
} from './templates.ts';
/** The text part of an HTML message. */
export { htmlToText } from './text.ts';
/** Marks of links and signed links: what a message is given on its way out. */
export { type Marks, type Tracking, trackMessage } from './tracking.ts';
export {
  HONEYPOT,
  readClick,
  readOpen,
  TRACKING_PATHS,
  type TrackedLink,
  type TrackedMessage,
} from './tracking-tokens.ts';
/** Why a person may be written to, as the footer says it. */
export type { Basis } from './words.ts';
