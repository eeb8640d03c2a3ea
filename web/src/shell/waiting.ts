/// How many things wait for whoever is signed in.
export function useWaiting(): number {
  return 0;
}
