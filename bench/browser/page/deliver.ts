/** All at once: what one frame of a socket can bring. */
export function inOneTask(count: number, deliver: (number: number) => void): void {
  for (let number = 1; number <= count; number += 1) deliver(number);
}

/**
 * Each in a task of its own, as messages come from a socket. The next is posted when one is through: posted all at
 * once, they would stand before what React, or a timer, wants to do between them.
 */
export function eachInItsTask(count: number, deliver: (number: number) => void): void {
  const { port1, port2 } = new MessageChannel();
  let number = 0;
  port1.onmessage = () => {
    number += 1;
    deliver(number);
    if (number < count) port2.postMessage(undefined);
    else port1.close();
  };
  port2.postMessage(undefined);
}

/** So many a second, for so long, each in a task of its own. @returns how many have been delivered, once it is over */
export function atARate(perSecond: number, ms: number, deliver: (number: number) => void): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const began = performance.now();
  const total = Math.floor((perSecond * ms) / 1000);
  let posted = 0;
  let delivered = 0;
  return new Promise((resolve) => {
    // A timer comes every 4 ms at best, and later on a busy page: what is due by then comes with it.
    const timer = setInterval(() => {
      const elapsed = Math.min(ms, performance.now() - began);
      const due = Math.floor((elapsed * perSecond) / 1000);
      for (; posted < due; posted += 1) port2.postMessage(undefined);
      if (elapsed < ms) return;
      clearInterval(timer);
      if (total === 0) end();
    }, 4);
    port1.onmessage = () => {
      delivered += 1;
      deliver(delivered);
      if (delivered === total) end();
    };
    function end() {
      port1.close();
      resolve(delivered);
    }
  });
}
