// YASGUI's view of the answer as it was sent, with a name for who does not see it.
export function responseOf(Response, { words }) {
  return class extends Response {
    constructor(yasr) {
      super(yasr);
      this.helpReference = undefined;
    }

    draw(persistent) {
      super.draw(persistent);
      this.cm?.getInputField().setAttribute("aria-label", words.Response);
    }
  };
}
