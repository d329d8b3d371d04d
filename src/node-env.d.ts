declare namespace NodeJS {
  interface ProcessEnv {
    /** Declared, so that it can be written with a dot: bundlers replace the words `process.env.NODE_ENV`, and no others. */
    readonly NODE_ENV?: string;
  }
}
