import { defineErrors } from '../../errors.ts';

/** Errors that stop an import. What is wrong with one line is not an error: it goes to the report of bad lines. */
export const importErrors = defineErrors('intake/import', {
  IMPORT_NO_FILE: {
    status: 404,
    sentence: 'The file {file} cannot be read: {reason}.',
    todo: 'Check its name and that this user may read it.',
  },
  IMPORT_EMPTY: {
    status: 422,
    sentence: 'The file {file} holds no line with data.',
    todo: 'Export it again with a header row and at least one row below it.',
  },
  IMPORT_SPREADSHEET: {
    status: 415,
    sentence: 'The file {file} is {what}, not text.',
    todo: 'Open it and save the sheet as “CSV UTF-8”, then import that file.',
  },
  IMPORT_TOO_MANY_COLUMNS: {
    status: 422,
    sentence: 'The header has {found} columns; an import takes at most {most}.',
    todo: 'Check that the delimiter is the right one ({delimiter} was used; "delimiter" in the mapping sets it), or export fewer columns.',
  },
  IMPORT_HEADER_TOO_LONG: {
    status: 422,
    sentence: 'The first line of the file has more than {most} characters.',
    todo: 'It is probably not a table with one row per line: export it as CSV or NDJSON with line breaks.',
  },
  IMPORT_BAD_HEADER: {
    status: 422,
    sentence: 'The header of {file} cannot be read: {reason}.',
    todo: 'Correct the first line of the file.',
  },
  IMPORT_JSON_ARRAY: {
    status: 415,
    sentence: 'The file {file} is one JSON array.',
    todo: 'Write one object per line (NDJSON), so that it can be read piece by piece; `jq -c ".[]"` does it.',
  },
  IMPORT_UNKNOWN_KIND: {
    status: 422,
    sentence: 'There is no import of “{kind}”; the nearest is {nearest}.',
    todo: 'Use one of: {kinds}.',
  },
  IMPORT_UNKNOWN_COLUMN: {
    status: 422,
    sentence:
      'The mapping names the column “{column}”, which the file does not have. The nearest in its header: {nearest}.',
    todo: 'Correct the name under "columns".',
  },
  IMPORT_UNKNOWN_FIELD: {
    status: 422,
    sentence: 'The mapping sends {source} to “{field}”, which is no field of {kind}. The nearest: {nearest}.',
    todo: 'Use one of: {fields}.',
  },
  IMPORT_FIELD_TWICE: {
    status: 422,
    sentence: 'The mapping sends both “{first}” and “{second}” to the field “{field}”.',
    todo: 'Keep one of them.',
  },
  IMPORT_MAPPING: {
    status: 422,
    sentence: 'The mapping is not valid:{faults}\n',
    todo: 'Correct it; `declic import --schema` prints what a mapping may say.',
  },
  IMPORT_MISSING_FIELD: {
    status: 422,
    sentence: 'No column of the file gives {missing}, without which {kind} cannot be read. Its columns: {columns}.',
    todo: 'Give a mapping file, such as {example}.',
  },
  IMPORT_ENCODING: {
    status: 422,
    sentence: 'The encoding “{encoding}” is not known.',
    todo: 'Use utf-8, windows-1252, iso-8859-15, utf-16le, utf-16be or macintosh.',
  },
  IMPORT_ZONE: {
    status: 422,
    sentence: 'The time zone “{zone}” is not known.',
    todo: 'Use a name such as Europe/Paris.',
  },
  IMPORT_NO_CURRENCY: {
    status: 422,
    sentence: 'Neither the file, the mapping nor the shop says in which currency the amounts are.',
    todo: 'Add "currency": "EUR" to the mapping.',
  },
  IMPORT_NOTHING_READ: {
    status: 422,
    sentence: 'None of the {rows} lines could be read. The first reason, line {line}: {reason}',
    todo: 'Correct the mapping or the file; nothing was stored.',
  },
  IMPORT_REPORT_FILE: {
    status: 500,
    sentence: 'The report of bad lines cannot be written to {file}: {reason}.',
    todo: 'Give another file with --bad-lines.',
  },
  IMPORT_STOPPED: {
    status: 499,
    sentence: 'The import was stopped after {rows} lines.',
    todo: 'Run the same command again: lines that were stored already are not counted twice.',
  },
  IMPORT_BROKEN_OFF: {
    status: 422,
    sentence: 'The compressed file ends or breaks after line {line}: {reason}.',
    todo: 'Copy it again; the lines before it were kept and are not counted twice.',
  },
  IMPORT_SERVER_REFUSED: {
    status: 502,
    sentence: 'The server at {address} refused the import ({status}): {reason}',
    todo: 'Run the same command again once this is mended: nothing is counted twice.',
  },
  IMPORT_SERVER_GONE: {
    status: 503,
    sentence: 'The server at {address} stopped answering: {reason}.',
    todo: 'See that it runs, then run the same command again: nothing is counted twice.',
  },
});
