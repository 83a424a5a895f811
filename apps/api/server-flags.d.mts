export declare const serverFlags: string[];
export declare const importFlags: string[];
