'use client';
import { useHydrated } from '../forms/use-hydrated.ts';
import { useTexts } from '../texts/texts-context.tsx';

const styles = {
  time: { dateStyle: 'medium', timeStyle: 'short' },
  date: { dateStyle: 'long' },
} as const;

/** How a time is told: to the minute, or by its day. */
export type TimeStyle = keyof typeof styles;

/** Puts times into words: in the reader's own time zone, which only the browser knows. Until it tells, in UTC. */
export const useTime = (): ((at: string, style?: TimeStyle) => string) => {
  const { language } = useTexts();
  const hydrated = useHydrated();
  return (at, style = 'time') => {
    const format = new Intl.DateTimeFormat(language, { ...styles[style], ...(!hydrated && { timeZone: 'UTC' }) });
    return `${format.format(new Date(at))}${hydrated || style === 'date' ? '' : ' UTC'}`;
  };
};
