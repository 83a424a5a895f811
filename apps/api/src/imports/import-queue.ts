/** Tells the job that runs imports of a new one. */
export type ImportQueue = {
  wake(): void;
  /** Sets what `wake` calls. */
  onWake(listener: () => void): void;
};

export const createImportQueue = (): ImportQueue => {
  let wake = () => {};
  return {
    wake: () => wake(),
    onWake: (listener) => {
      wake = listener;
    },
  };
};
