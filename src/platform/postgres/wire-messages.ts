import postgres from 'postgres';

const headerBytes = 5;
const lengthBytes = 4;
const [sync, simpleQuery] = Buffer.from('SQ');
const [readyForQuery, errorResponse] = Buffer.from('ZE');

export type Received = {
  /** Up to here it is whole messages, with what came before. */
  whole: number;
  /** With this PostgreSQL ends the connection. */
  error?: Error;
};

/**
 * Counts what is asked of PostgreSQL and what it has answered, from the messages on a connection (PostgreSQL's frontend/backend
 * protocol 3: a byte of type, four of length, the body).
 */
export class WireMessages {
  /** Whether PostgreSQL has taken the connection. */
  isReady = false;
  #unanswered = 0;
  /** Something was sent since the last byte that came. Not all that is sent ends a question. */
  #hasAsked = false;
  #isStarted = false;
  #header = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  #bodyLeft = 0;

  /** Whether an answer is to be expected. */
  get isWaiting(): boolean {
    return this.#hasAsked || this.#unanswered > 0;
  }

  /** @param messages whole ones, as the driver writes them */
  sent(messages: Buffer): void {
    this.#hasAsked = true;
    // The first has no type.
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#unanswered = 1;
      return;
    }
    for (let at = 0; at + headerBytes <= messages.length; at += 1 + messages.readUInt32BE(at + 1)) {
      if (messages[at] === sync || messages[at] === simpleQuery) this.#unanswered++;
    }
  }

  /**
   * @param chunk however much has come
   */
  received(chunk: Buffer): Received {
    this.#hasAsked = false;
    let whole = 0;
    for (let at = 0; at < chunk.length; ) {
      if (this.#bodyLeft > 0) {
        const step = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= step;
        at += step;
        if (this.#bodyLeft === 0) whole = at;
        continue;
      }
      this.#header[this.#headerFilled++] = chunk[at++] as number;
      if (this.#headerFilled < headerBytes) continue;
      this.#headerFilled = 0;
      this.#bodyLeft = this.#header.readUInt32BE(1) - lengthBytes;
      if (this.#bodyLeft === 0) whole = at;
      const type = this.#header[0];
      if (type === readyForQuery) {
        this.#unanswered--;
        this.isReady = true;
      } else if (type === errorResponse) {
        // Until it is taken the driver hears everything: there is nothing yet that it could take for the next's.
        const error = this.isReady ? fatalError(chunk.subarray(at, at + this.#bodyLeft)) : undefined;
        if (error) return { whole, error };
      }
    }
    return { whole };
  }
}

/** The error after which PostgreSQL says no more; undefined where it is a statement's only. */
function fatalError(body: Buffer): Error | undefined {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  const severity = fields.get('V') ?? fields.get('S') ?? '';
  if (severity !== 'FATAL' && severity !== 'PANIC') return undefined;
  const { PostgresError } = postgres as unknown as { PostgresError: new (fields: object) => Error };
  return new PostgresError({ message: fields.get('M') ?? '', code: fields.get('C') ?? '', severity });
}
