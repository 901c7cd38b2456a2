"""What a run is: an edition as it was released, consistent with itself, or not as it was built."""
