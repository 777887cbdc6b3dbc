// map
export default function X() {
  return <h1>map</h1>;
}
