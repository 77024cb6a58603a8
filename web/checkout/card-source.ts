/** What stands for the buyer's card, or why there is nothing: its form says so itself, unless the way to it was cut. */
export type CardTaken = { token: string } | 'wrong' | 'offline';

/** Takes the card out of whichever form there is. */
export type TakeCard = () => Promise<CardTaken>;
