"""The Gradio app: a face of the Desk."""
