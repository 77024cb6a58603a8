// For a process whose clock is off: started with `--import`, it goes by the time that FLORIN_TEST_SKEW (milliseconds) says.
const skew = Number(process.env.FLORIN_TEST_SKEW ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + skew);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + skew;
  }
};
