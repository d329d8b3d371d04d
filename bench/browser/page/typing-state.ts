/** What an input must show, worked out from the keys alone: the text, and where the caret is. */
export class ExpectedText {
  readonly #input: HTMLInputElement;
  /** What was other than expected, first to last. */
  readonly faults: string[] = [];
  #text = '';
  #caret = 0;

  constructor(input: HTMLInputElement) {
    this.#input = input;
    input.addEventListener('beforeinput', ({ inputType, data }) => {
      if (inputType !== 'insertText' || data === null) {
        this.faults.push(`an input of another kind: ${inputType}`);
        return;
      }
      this.#text = this.#text.slice(0, this.#caret) + data + this.#text.slice(this.#caret);
      this.#caret += data.length;
    });
  }

  get text(): string {
    return this.#text;
  }

  moveCaret(to: number): void {
    this.#caret = to;
    this.#input.setSelectionRange(to, to);
  }

  /** Compares with what is on screen. @param when for the report */
  check(when: string): void {
    const { value, selectionStart } = this.#input;
    if (value === this.#text && selectionStart === this.#caret) return;
    this.faults.push(
      `${when}: "${value.slice(-20)}" (${value.length}) with the caret at ${String(selectionStart)}, not ` +
        `"${this.#text.slice(-20)}" (${this.#text.length}) at ${this.#caret}`,
    );
  }
}
