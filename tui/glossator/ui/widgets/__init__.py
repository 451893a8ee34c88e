"""The widgets. They know domain and text, but neither the store nor what works on it; screens connect them."""
