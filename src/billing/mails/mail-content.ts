/** What a mail says, before it is HTML or plain text. All of it is text as people wrote it. */
export type MailContent = {
  subject: string;
  title: string;
  paragraphs: readonly string[];
  /** What the reader is to type in. */
  code?: string;
  /** Named values, beneath each other. */
  facts?: readonly Fact[];
  /** What was bought, line by line, and what that comes to. */
  lines?: readonly Fact[];
  totals?: readonly Fact[];
  button?: { label: string; url: string };
  /** In small letters at the end. */
  note?: string;
};

export type Fact = { label: string; value: string };

/** Who writes, and the words around what is said. */
export type MailFrame = {
  /** BCP 47: the language that all of it is in. */
  language: string;
  organizationName: string;
  /** https only; null for none. */
  logoUrl: string | null;
  /** One line each. */
  footer: readonly string[];
  /** Stands above all else; null in live mode. */
  testMode: string | null;
};
