"""Components of Rasa's training and prediction graph."""
