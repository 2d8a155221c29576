"""How the prior over designs is trained: its material, the shape coder, made-up shoppers, the flow, the export."""
