// why
export default function X() {
  return <h1>why</h1>;
}
