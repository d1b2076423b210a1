// Tells who wants to know what happens. What one listener does wrong stops no other.
export class Emitter {
  #listeners = new Map();

  // Calls `listener` at each event of a name; gives the function that ends it.
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(name, detail) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(detail);
      } catch (failure) {
        reportError(failure);
      }
    }
  }
}
