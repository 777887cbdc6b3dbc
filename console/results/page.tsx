// results
export default function X() {
  return <h1>results</h1>;
}
