"""What the judge measures.

Sets of pictures are uint8 RGBA (N, H, W, 4) on a white ground; alpha says where the garment is.

    patches     sliced Wasserstein distance of Laplacian patches, garment pixels only
    spectrum    power spectrum of the fabric: too smooth, too sharp, or with a grid in it
    blur        both in one figure that everyone can picture: the Gaussian blur that would look as wrong
    kid         KID and FID in the features of the judge network
    neighbours  precision, recall, density and coverage
    copies      does a generator hand out its training photos?
    masks       IoU and boundary F
    intervals   how sure all of this is
"""
