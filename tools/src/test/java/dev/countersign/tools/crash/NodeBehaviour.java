package dev.countersign.tools.crash;

/**
 * How a node treats a runtime. Each misbehaves a few times, when chance says so, and then no more.
 */
enum NodeBehaviour {
  ACCEPTS("accepts"),
  ANSWER_TIMES_OUT("answer times out"),
  REJECTS("rejects"),
  ACCEPTS_TWICE("accepts twice"),
  STALE_NONCE("stale nonce"),
  LIES_ABOUT_RECEIPT("lies: receipt"),
  LIES_ABOUT_NONCE("lies: nonce"),
  DROPS("drops"),
  REORGANISES("reorganises");

  private final String words;

  NodeBehaviour(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
