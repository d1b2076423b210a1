"""What a message names: contract numbers, products, offerings, kinds of product, countries, periods."""
