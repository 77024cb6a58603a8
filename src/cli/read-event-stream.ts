export type ReceivedEvent = { id: string | undefined; event: string; data: string };

/**
 * Server-sent events as the server writes them, each as soon as it is whole; one without `data` only says what the reader has.
 * Ends where the stream ends or the line is lost.
 */
export async function* readEventStream(body: NonNullable<Response['body']>): AsyncGenerator<ReceivedEvent> {
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + part).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const at = line.indexOf(': ');
          return [line.slice(0, at), line.slice(at + 2)] as const;
        }),
      );
      if (!fields.has('data') && !fields.has('id')) continue;
      yield { id: fields.get('id'), event: fields.get('event') ?? '', data: fields.get('data') ?? '' };
    }
  }
}
