'use client';
import { useTexts } from '../texts/texts-context.tsx';
import { useHydrated } from './use-hydrated.ts';

const styles = {
  time: { dateStyle: 'medium', timeStyle: 'short' },
  date: { dateStyle: 'long' },
} as const;

/** The precision of a formatted time: the minute, or the day. */
export type TimeStyle = keyof typeof styles;

/** Formats times in the reader's time zone, which only the browser knows; in UTC before hydration. */
export const useTime = (): ((at: string, style?: TimeStyle) => string) => {
  const { language } = useTexts();
  const hydrated = useHydrated();
  return (at, style = 'time') => {
    const format = new Intl.DateTimeFormat(language, { ...styles[style], ...(!hydrated && { timeZone: 'UTC' }) });
    return `${format.format(new Date(at))}${hydrated || style === 'date' ? '' : ' UTC'}`;
  };
};

type TimeProps = { at: string; text?: (time: string) => string; style?: TimeStyle };

/** A time, alone or within a sentence. Server and browser may format it with different spaces. */
export const Time = ({ at, text = (time) => time, style }: TimeProps) => {
  const time = useTime();
  return (
    <time dateTime={at} suppressHydrationWarning>
      {text(time(at, style))}
    </time>
  );
};
