"""What the services need from the outside world, as Protocols; adapters implement them."""
