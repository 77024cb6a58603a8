/** What is counted of a customer's use, and how it is spoken of. */
export type Meter = {
  id: string;
  name: string;
  unit: 'scalar' | 'token' | 'custom';
  /** The name of a `custom` unit, and how many plain units make one of it. */
  customLabel: string | null;
  customMultiplier: number | null;
};
