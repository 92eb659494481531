import { defineErrors } from '../errors.ts';

export const segmentErrors = defineErrors('segments', {
  SEG_RULE_INVALID: {
    status: 422,
    sentence: 'The rule has {count} fault(s):{faults}\n',
    todo: 'Correct these places of the rule; each line names its place and what it takes.',
  },
  SEG_UNKNOWN_SEGMENT: {
    status: 404,
    sentence: 'There is no segment with the key “{key}”.',
    todo: 'Look the key up in the list of segments.',
  },
  SEG_BAD_KEY: {
    status: 422,
    sentence: 'The key “{key}” cannot be used for a segment.',
    todo: 'Use up to {most} lower-case letters, digits and hyphens, starting with a letter.',
  },
  SEG_BAD_NAME: {
    status: 422,
    sentence: 'The name of the segment is {length} characters long.',
    todo: 'Give it a name of 1 to {most} characters.',
  },
  SEG_CYCLE: {
    status: 422,
    sentence: 'The segment “{key}” would refer to itself: {path}.',
    todo: 'Take one of these references away.',
  },
  SEG_IN_USE: {
    status: 409,
    sentence: 'The segment “{key}” cannot be archived: it is asked for by {users}.',
    todo: 'Change or archive these first.',
  },
  SEG_COUNT_TOO_LONG: {
    status: 503,
    sentence:
      'Counting the people of this rule took more than {seconds} seconds and was stopped, before it could be estimated.',
    todo: 'Narrow its windows, raise segments.countPatience, or save the segment: it is then computed in the background.',
  },
  SEG_COUNT_LEFT: {
    status: 499,
    sentence: 'The count was stopped because whoever asked for it hung up.',
    todo: 'Ask again; what was counted of single buckets is kept.',
  },
  SEG_EXISTS: {
    status: 409,
    sentence: 'There is a segment “{name}” under the key “{key}” already.',
    todo: 'Give this one another name, or open that one to change it.',
  },
  SEG_CHANGED: {
    status: 409,
    sentence: '{by} changed the segment “{key}” at {at}, after you had opened it.',
    todo: 'Load it again and put your change into it, or save over it knowingly.',
  },
  SEG_ARCHIVED: {
    status: 409,
    sentence: 'The segment “{key}” is archived.',
    todo: 'Save it under another key.',
  },
});
