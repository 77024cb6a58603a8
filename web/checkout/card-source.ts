/** What stands for the buyer's card, or why there is nothing: its form says so itself, unless the way to it was cut. */
export type CardTaken = { token: string } | 'wrong' | 'offline';

/** Whichever form the card is in. */
export type CardSource = {
  /** Says at its fields what is missing or wrong, and takes nothing. */
  check(): unknown;
  take(): Promise<CardTaken>;
};
