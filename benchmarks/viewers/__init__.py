"""Real viewers of one broadcast: a program in Go that receives for all of them, let in by the product's own API."""
