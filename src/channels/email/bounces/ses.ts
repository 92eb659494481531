/** Amazon SES tells of bounces and complaints as JSON, by mail or by HTTP, bare or in an envelope of SNS. */
import { z } from 'zod';

const listed = z.array(z.looseObject({ emailAddress: z.string().max(1000) })).max(1000);
const notice = z.looseObject({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z
    .looseObject({
      source: z.string().optional(),
      headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).optional(),
      commonHeaders: z
        .looseObject({ messageId: z.string().optional(), from: z.array(z.string()).optional() })
        .optional(),
    })
    .optional(),
  bounce: z
    .looseObject({
      bouncedRecipients: z.array(
        z.looseObject({
          emailAddress: z.string().max(1000),
          action: z.string().optional(),
          status: z.string().optional(),
          diagnosticCode: z.string().optional(),
        }),
      ),
    })
    .optional(),
  delivery: z.looseObject({ recipients: z.array(z.string().max(1000)).max(1000) }).optional(),
  complaint: z.looseObject({ complainedRecipients: listed, complaintFeedbackType: z.string().nullish() }).optional(),
});

/** The notice as the parts of a message that a report would have had. */
export type Told = {
  /** Blocks of a delivery status report. */
  status: string | null;
  /** Fields of a feedback report. */
  feedback: string | null;
  original: { name: string; value: string }[];
};

/** Reads a notice; null where the text is none. */
export function readSesNotice(text: string): Told | null {
  const value = jsonOf(text);
  const wrapped = z.looseObject({ Message: z.string() }).safeParse(value);
  const read = notice.safeParse(wrapped.success ? jsonOf(wrapped.data.Message) : value);
  if (!read.success) return null;
  const { bounce, complaint, delivery, mail } = read.data;
  if (!bounce && !complaint && !delivery) return null;
  const arrived = delivery?.recipients.map((emailAddress) => ({ emailAddress, action: 'delivered' }));
  const bounced = bounce?.bouncedRecipients ?? arrived;
  const headers = mail?.headers ?? [];
  const common = mail?.commonHeaders;
  const original = [
    ...headers.map(({ name, value }) => ({ name: name.toLowerCase(), value })),
    ...(common?.messageId ? [{ name: 'message-id', value: common.messageId }] : []),
    ...(common?.from ?? []).map((value) => ({ name: 'from', value })),
    ...(mail?.source ? [{ name: 'return-path', value: `<${mail.source}>` }] : []),
  ];
  return { status: bounced ? blocksOf(bounced) : null, feedback: complaint ? fieldsOf(complaint) : null, original };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function blocksOf(recipients: NonNullable<z.infer<typeof notice>['bounce']>['bouncedRecipients']): string {
  return recipients
    .map(({ emailAddress, action = 'failed', status = '', diagnosticCode = '' }) =>
      [
        `Final-Recipient: rfc822; ${oneLine(emailAddress)}`,
        `Action: ${oneLine(action)}`,
        `Status: ${oneLine(status)}`,
        `Diagnostic-Code: ${oneLine(diagnosticCode)}`,
      ].join('\n'),
    )
    .join('\n\n');
}

function fieldsOf(complaint: NonNullable<z.infer<typeof notice>['complaint']>): string {
  const type = oneLine(complaint.complaintFeedbackType ?? 'abuse');
  const whom = complaint.complainedRecipients.map(({ emailAddress }) => `Original-Rcpt-To: ${oneLine(emailAddress)}`);
  return [`Feedback-Type: ${type}`, ...whom].join('\n');
}

function jsonOf(text: string): unknown {
  const start = text.trimStart();
  if (!start.startsWith('{')) return null;
  try {
    // By mail, SNS writes its own words under the notice.
    const [own = ''] = start.split(/\r?\n--\r?\n/);
    // Mail servers break lines that are too long for SMTP with “!” and a blank.
    return JSON.parse(own.replace(/!\r?\n /g, ''));
  } catch {
    return null;
  }
}
