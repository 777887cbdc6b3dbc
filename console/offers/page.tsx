// offers
export default function X() {
  return <h1>offers</h1>;
}
