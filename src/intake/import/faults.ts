/**
 * What can be wrong with a line or a cell: one line each, in both languages, and what to do about it. Not errors: an import goes on
 * without the line. The sentence goes to the report of bad lines and onto the screen.
 */

type Told = { en: string; fr: string };
/** A fault as it is found, stored and told; `because` are the faults behind it. */
export type Fault = { code: FaultCode; values: Readonly<Record<string, string | number | readonly Fault[]>> };

const todos = {
  cell: { en: 'Correct the cell, or leave it empty.', fr: 'Corrigez la cellule, ou laissez-la vide.' },
  fill: {
    en: 'Fill in the cell; where another column holds it, correct the columns of the import.',
    fr: 'Remplissez la cellule ; si une autre colonne la contient, corrigez les colonnes de l’import.',
  },
  who: {
    en: 'Give the line an e-mail address, a phone number or a customer number.',
    fr: 'Donnez à la ligne une adresse e-mail, un numéro de téléphone ou un numéro de client.',
  },
  decimal: {
    en: 'Write the number as the other lines do, or choose the decimal sign in the options of the import.',
    fr: 'Écrivez le nombre comme dans les autres lignes, ou choisissez le signe décimal dans les options de l’import.',
  },
  date: {
    en: 'Write the date as the other lines do, or choose the order of day and month in the options of the import.',
    fr: 'Écrivez la date comme dans les autres lignes, ou choisissez l’ordre du jour et du mois dans les options de l’import.',
  },
  line: {
    en: 'Correct the line in the file, or export the file again.',
    fr: 'Corrigez la ligne dans le fichier, ou exportez le fichier à nouveau.',
  },
  currency: {
    en: 'Choose the currency in the options of the import.',
    fr: 'Choisissez la devise dans les options de l’import.',
  },
} satisfies Record<string, Told>;

const tell = (en: string, fr: string, todo: keyof typeof todos) => ({ en, fr, todo });

const faults = {
  // cells
  not_number: tell('“{cell}” is not a number', '« {cell} » n’est pas un nombre', 'cell'),
  scientific: tell(
    '“{cell}” is in scientific notation: a spreadsheet has rounded it',
    '« {cell} » est en notation scientifique : un tableur l’a arrondi',
    'cell',
  ),
  two_decimal_signs: tell(
    '“{cell}” has more than one decimal sign “{sign}”',
    '« {cell} » a plus d’un signe décimal « {sign} »',
    'decimal',
  ),
  other_decimal_sign: tell(
    '“{cell}” does not fit this column, whose decimals start with “{sign}”',
    '« {cell} » ne va pas avec cette colonne, dont les décimales commencent par « {sign} »',
    'decimal',
  ),
  too_many_digits: tell(
    '“{cell}” has too many digits for an amount or a quantity',
    '« {cell} » a trop de chiffres pour un montant ou une quantité',
    'cell',
  ),
  neither_yes_nor_no: tell('“{cell}” is neither yes nor no', '« {cell} » n’est ni oui ni non', 'cell'),
  not_phone: tell('“{cell}” is not a phone number', '« {cell} » n’est pas un numéro de téléphone', 'cell'),
  not_epoch: tell(
    '“{cell}” is not a date: this column holds seconds or milliseconds since 1970',
    '« {cell} » n’est pas une date : cette colonne contient des secondes ou millisecondes depuis 1970',
    'date',
  ),
  year_impossible: tell('“{cell}” has an impossible year', '« {cell} » a une année impossible', 'date'),
  time_impossible: tell('“{cell}” has an impossible time', '« {cell} » a une heure impossible', 'date'),
  no_such_day_ymd: tell(
    '“{cell}” is not a day of the calendar (this column is read as year-month-day)',
    '« {cell} » n’est pas un jour du calendrier (cette colonne est lue année-mois-jour)',
    'date',
  ),
  no_such_day_dmy: tell(
    '“{cell}” is not a day of the calendar (this column is read as day/month/year)',
    '« {cell} » n’est pas un jour du calendrier (cette colonne est lue jour/mois/année)',
    'date',
  ),
  no_such_day_mdy: tell(
    '“{cell}” is not a day of the calendar (this column is read as month/day/year)',
    '« {cell} » n’est pas un jour du calendrier (cette colonne est lue mois/jour/année)',
    'date',
  ),
  not_date_ymd: tell(
    '“{cell}” is not a date (this column is read as year-month-day)',
    '« {cell} » n’est pas une date (cette colonne est lue année-mois-jour)',
    'date',
  ),
  not_date_dmy: tell(
    '“{cell}” is not a date (this column is read as day/month/year)',
    '« {cell} » n’est pas une date (cette colonne est lue jour/mois/année)',
    'date',
  ),
  not_date_mdy: tell(
    '“{cell}” is not a date (this column is read as month/day/year)',
    '« {cell} » n’est pas une date (cette colonne est lue mois/jour/année)',
    'date',
  ),
  short_year: tell(
    '“{cell}” has a year of two digits: its century is not known',
    '« {cell} » a une année à deux chiffres : son siècle n’est pas connu',
    'date',
  ),
  cell_too_long: tell(
    'the cell has {length} characters, at most {most} are kept',
    'la cellule a {length} caractères ; {most} au plus sont gardés',
    'cell',
  ),
  not_currency: tell('“{cell}” is no currency', '« {cell} » n’est pas une devise', 'cell'),
  future: tell('{moment} lies in the future', '{moment} est dans le futur', 'date'),
  // addresses
  email_no_at: tell('“{cell}” has no @', '« {cell} » n’a pas de @', 'cell'),
  email_two_at: tell('“{cell}” has more than one @', '« {cell} » a plus d’un @', 'cell'),
  email_space: tell('“{cell}” has a space inside', '« {cell} » contient une espace', 'cell'),
  email_no_dot: tell('“{cell}” has no dot after the @', '« {cell} » n’a pas de point après le @', 'cell'),
  email_form: tell(
    '“{cell}” is not an e-mail address that mail servers accept',
    '« {cell} » n’est pas une adresse e-mail que les serveurs acceptent',
    'cell',
  ),
  // who
  nobody: tell(
    'no id, e-mail or phone: nobody can be identified',
    'ni numéro de client, ni e-mail, ni téléphone : on ne sait pas de qui il s’agit',
    'who',
  ),
  nobody_because: tell('nobody can be identified: {because}', 'on ne sait pas de qui il s’agit : {because}', 'who'),
  // lines
  no_order_id: tell('the order has no number', 'la commande n’a pas de numéro', 'fill'),
  no_order_date: tell('the order has no date', 'la commande n’a pas de date', 'fill'),
  no_currency: tell('the currency is not known', 'la devise n’est pas connue', 'currency'),
  no_product: tell('the line names no product', 'la ligne ne nomme aucun produit', 'fill'),
  no_price: tell('the line has no price', 'la ligne n’a pas de prix', 'fill'),
  not_products: tell(
    '“{cell}” is not of the form “2× product”',
    '« {cell} » n’est pas de la forme « 2× produit »',
    'cell',
  ),
  no_total: tell('the order has neither net sales nor a total', 'la commande n’a ni ventes nettes ni total', 'fill'),
  no_list: tell('the line names no list', 'la ligne ne nomme aucune liste', 'fill'),
  not_list_action: tell('“{cell}” is neither add nor remove', '« {cell} » n’est ni un ajout ni un retrait', 'cell'),
  cost_no_product: tell('the cost names no product', 'le coût ne nomme aucun produit', 'fill'),
  not_cost_part: tell(
    '“{cell}” is no part of a cost ({known})',
    '« {cell} » n’est pas un coût connu ({known})',
    'cell',
  ),
  not_cost_unit: tell('“{cell}” is neither money nor share', '« {cell} » n’est ni un montant ni une part', 'cell'),
  no_amount: tell('the line holds no amount', 'la ligne ne contient aucun montant', 'fill'),
  no_event: tell('the event has no name', 'l’événement n’a pas de nom', 'fill'),
  no_event_date: tell('the event has no date', 'l’événement n’a pas de date', 'fill'),
  not_channel: tell(
    '“{cell}” is no channel (email, sms, post, call, push…)',
    '« {cell} » n’est pas un canal (email, sms, courrier, appel, push…)',
    'cell',
  ),
  no_message_date: tell('the message has no date', 'le message n’a pas de date', 'fill'),
  not_message_state: tell('“{cell}” is no state of a message', '« {cell} » n’est pas un état de message', 'cell'),
  no_consent_status: tell(
    'the line says neither granted nor withdrawn',
    'la ligne ne dit ni accord ni retrait',
    'fill',
  ),
  not_consent_status: tell(
    '“{cell}” says neither granted nor withdrawn',
    '« {cell} » ne dit ni accord ni retrait',
    'cell',
  ),
  product_no_id: tell('the product has no id', 'le produit n’a pas d’identifiant', 'fill'),
  // the file
  line_too_long: tell('the line is longer than {most} characters', 'la ligne a plus de {most} caractères', 'line'),
  quote_open: tell('a quote is opened and never closed', 'un guillemet est ouvert et jamais fermé', 'line'),
  quotes_wrong: tell('the quotes of the line do not match', 'les guillemets de la ligne ne vont pas par deux', 'line'),
  not_utf8: tell('the line is not valid UTF-8', 'la ligne n’est pas de l’UTF-8 correct', 'line'),
  neither_encoding: tell(
    'the line is neither valid UTF-8 nor Windows-1252',
    'la ligne n’est ni de l’UTF-8 correct ni du Windows-1252',
    'line',
  ),
  not_utf16: tell('the line is not valid UTF-16', 'la ligne n’est pas de l’UTF-16 correct', 'line'),
  null_character: tell('the line holds a null character', 'la ligne contient un caractère nul', 'line'),
  too_many_cells: tell(
    'the line has {cells} cells, the header {width}: an unquoted “{delimiter}” in a text?',
    'la ligne a {cells} cellules, l’en-tête {width} : un « {delimiter} » sans guillemets dans un texte ?',
    'line',
  ),
  not_json: tell('the line is not valid JSON', 'la ligne n’est pas du JSON correct', 'line'),
  not_object: tell('the line is not a JSON object', 'la ligne n’est pas un objet JSON', 'line'),
  too_deep: tell(
    'the object is nested more than {most} levels deep',
    'l’objet est imbriqué sur plus de {most} niveaux',
    'line',
  ),
} satisfies Record<string, Told & { todo: keyof typeof todos }>;

export type FaultCode = keyof typeof faults;

/** Notes a fault. */
export const fault = (code: FaultCode, values: Fault['values'] = {}): Fault => ({ code, values });

type Language = 'en' | 'fr';

/** The sentence of a fault, without a full stop. */
export function sayFault({ code, values }: Fault, language: Language): string {
  return faults[code][language].replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'object' ? value.map((one) => sayFault(one, language)).join('; ') : String(value);
  });
}

/** What to do about it. */
export const todoOf = ({ code }: Fault, language: Language): string => todos[faults[code].todo][language];

/** A line that could not be used, and why. */
export type BadLine = { line: number; column?: string; reason: string; fault: Fault; raw: string };

/** A bad line with its reason in words. */
export function badLine(line: number, fault: Fault, raw: string, column?: string): BadLine {
  return { line, ...(column === undefined ? {} : { column }), reason: sayFault(fault, 'en'), fault, raw };
}
