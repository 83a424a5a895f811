'use client';
import type { AddressRule } from '@doorstep/sdk';
import { useEffect, useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';

const kept = new Map<string, Promise<AddressRule>>();

/** What addresses of a country look like, asked for once. */
export const countryRule = (country: string): Promise<AddressRule> => {
  const known = kept.get(country);
  if (known) return known;
  const rule = browserClient().addressRules.get(country);
  kept.set(country, rule);
  rule.catch(() => kept.delete(country));
  return rule;
};

/** The rule of a country as it is chosen; `shown` stays the one before until it is there. */
export const useCountryRule = (initial: AddressRule, country: string) => {
  const [shown, setShown] = useState(initial);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => void kept.set(initial.country, Promise.resolve(initial)), [initial]);
  // Another attempt is another request.
  useEffect(() => {
    let wanted = true;
    setFailed(false);
    countryRule(country).then(
      (rule) => wanted && setShown(rule),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [country, attempt]);
  const loading = shown.country !== country && !failed;
  return { rule: shown, loading, failed, retry: () => setAttempt(attempt + 1) };
};
