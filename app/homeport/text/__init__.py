"""What several engines need of text: normalised view, sentences, token estimates."""
