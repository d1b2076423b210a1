"""The sentence encoder of the product: fine-tuned from a public one, run by ONNX Runtime."""
