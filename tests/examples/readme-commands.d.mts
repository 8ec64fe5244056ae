export function commandsOf(text: string): string[];
export function isServer(command: string): boolean;
