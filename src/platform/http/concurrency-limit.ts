/** Counts what is under way by name, in this process's memory. */
export class ConcurrencyLimiter {
  readonly #underWay = new Map<string, number>();

  /** Takes a place of `maximum`; false where none is free. Whoever got one must leave it. */
  enter(name: string, maximum: number): boolean {
    const underWay = this.#underWay.get(name) ?? 0;
    if (underWay >= maximum) return false;
    this.#underWay.set(name, underWay + 1);
    return true;
  }

  leave(name: string): void {
    const underWay = this.#underWay.get(name) ?? 0;
    if (underWay > 1) this.#underWay.set(name, underWay - 1);
    else this.#underWay.delete(name);
  }
}
