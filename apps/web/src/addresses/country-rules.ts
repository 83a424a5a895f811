'use client';
import type { AddressRule } from '@doorstep/sdk';
import { useEffect, useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';

const cache = new Map<string, Promise<AddressRule>>();

/** Reads the address rule of a country, from the cache after the first time. */
export const loadCountryRule = (country: string): Promise<AddressRule> => {
  const cached = cache.get(country);
  if (cached) return cached;
  const rule = browserClient().addressRules.get(country);
  cache.set(country, rule);
  rule.catch(() => cache.delete(country));
  return rule;
};

/** The rule of the chosen country. Until it is loaded, `rule` is the previous one. */
export const useCountryRule = (initial: AddressRule, country: string) => {
  const [shown, setShown] = useState(initial);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => void cache.set(initial.country, Promise.resolve(initial)), [initial]);
  // `attempt` is a dependency, so that a retry sends another request.
  useEffect(() => {
    let current = true;
    setFailed(false);
    loadCountryRule(country).then(
      (rule) => current && setShown(rule),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [country, attempt]);
  const loading = shown.country !== country && !failed;
  return { rule: shown, loading, failed, retry: () => setAttempt(attempt + 1) };
};
