import { defineErrors } from '../errors.ts';

export const errors = defineErrors('messages', {
  TEMPLATE_UNKNOWN: {
    status: 404,
    sentence: 'There is no template “{template}”.',
    todo: 'Look at the list of templates for its key.',
  },
  TEMPLATE_NOT_PUBLISHED: {
    status: 409,
    sentence: 'The template “{template}” has no published version {version}.',
    todo: 'Publish it first.',
  },
  TEMPLATE_INVALID: {
    status: 422,
    sentence: 'This template cannot be kept:{problems}\n',
    todo: 'Mend these fields and save again.',
  },
  TEMPLATE_BLOCKED: {
    status: 422,
    sentence: 'The template “{template}” cannot be published:{problems}\n',
    todo: 'Mend these points and publish again.',
  },
  TEMPLATE_CHANGED: {
    status: 409,
    sentence: '{by} changed the template “{template}” at {at}, after you had opened it.',
    todo: 'Load it again and put your change into it, or save over it knowingly.',
  },
  TEMPLATE_EXISTS: {
    status: 409,
    sentence: 'There is a template “{template}” already.',
    todo: 'Choose another key, or open that one.',
  },
  TEMPLATE_NEEDS_APPROVAL: {
    status: 409,
    sentence: 'Publishing “{template}” needs the approval of a second person.',
    todo: 'Ask for it: another account then reads the message and publishes it. The setting messages.approval decides this.',
  },
  TEMPLATE_NOT_ASKED: {
    status: 409,
    sentence: 'Nobody asks for an approval of “{template}” as it is now.',
    todo: 'Load it again: it was changed, published or refused meanwhile. Ask for the approval of what is there now.',
  },
  TEMPLATE_OWN_APPROVAL: {
    status: 403,
    sentence: 'The approval of “{template}” is for another person than “{who}”, who asked for it or is no account.',
    todo: 'Another person has to approve it, signed in with an account of their own.',
  },
  TEMPLATE_TESTS_USED_UP: {
    status: 429,
    sentence: 'You have sent {most} tests within an hour.',
    todo: 'Wait a little; the setting messages.testsPerHour moves the limit.',
  },
  IMAGE_UNKNOWN: {
    status: 404,
    sentence: 'There is no image “{image}”.',
    todo: 'Look at the library: it may have been deleted.',
  },
  IMAGE_NOT_TAKEN: {
    status: 422,
    sentence: 'This file cannot be taken into the library: {reason}.',
    todo: 'Save the picture as {types} and add it again.',
  },
  IMAGE_TOO_LARGE: {
    status: 413,
    sentence: 'This image takes {size} kB; at most {most} kB are taken.',
    todo: 'Make it smaller: 1,200 pixels are wide enough for any mail. The setting messages.largestImage moves the limit.',
  },
  IMAGE_USED: {
    status: 409,
    sentence: 'The image “{image}” is shown in {uses}.',
    todo: 'Messages that have left show it as well, so it stays.',
  },
});
