// Ends a process when its parent ends, also after `kill -9` of the parent.
import { readFileSync } from 'node:fs';

const checkMs = 500;

/**
 * Calls `end` once when the process that started this one has ended.
 *
 * @param {() => void} end
 */
export const onParentExit = (end) => {
  if (process.connected) {
    // The operating system closes the channel. It does not keep this process alive.
    process.once('disconnect', end);
    process.channel.unref();
    return;
  }
  const ancestors = ancestorsOf();
  const timer = setInterval(() => {
    if (ancestorsOf() === ancestors) return;
    clearInterval(timer);
    end();
  }, checkMs);
  timer.unref();
};

/** The parent, and on Linux its parent: npm starts a script through a shell, which outlives npm. */
const ancestorsOf = () => {
  try {
    const [, grandparent] = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8')) ?? [];
    return `${process.ppid} ${grandparent}`;
  } catch {
    return String(process.ppid);
  }
};
