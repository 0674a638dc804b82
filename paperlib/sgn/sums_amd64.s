#include "textflag.h"

// func sumRowsAVX2(dst, tile *float32, index *int32, n int)
//
// Y0..Y7 are the four partial sums of 16 lanes each; a row is 64 bytes.
TEXT ·sumRowsAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ tile+8(FP), SI
	MOVQ index+16(FP), BX
	MOVQ n+24(FP), CX
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	SUBQ $4, CX
	JLT  rest

four:
	MOVLQSX (BX), R8
	MOVLQSX 4(BX), R9
	MOVLQSX 8(BX), R10
	MOVLQSX 12(BX), R11
	SHLQ $6, R8
	SHLQ $6, R9
	SHLQ $6, R10
	SHLQ $6, R11
	VADDPS (SI)(R8*1), Y0, Y0
	VADDPS 32(SI)(R8*1), Y1, Y1
	VADDPS (SI)(R9*1), Y2, Y2
	VADDPS 32(SI)(R9*1), Y3, Y3
	VADDPS (SI)(R10*1), Y4, Y4
	VADDPS 32(SI)(R10*1), Y5, Y5
	VADDPS (SI)(R11*1), Y6, Y6
	VADDPS 32(SI)(R11*1), Y7, Y7
	ADDQ $16, BX
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   done

one:
	MOVLQSX (BX), R8
	SHLQ $6, R8
	VADDPS (SI)(R8*1), Y0, Y0
	VADDPS 32(SI)(R8*1), Y1, Y1
	ADDQ $4, BX
	DECQ CX
	JNZ  one

done:
	VADDPS Y2, Y0, Y0
	VADDPS Y3, Y1, Y1
	VADDPS Y6, Y4, Y4
	VADDPS Y7, Y5, Y5
	VADDPS Y4, Y0, Y0
	VADDPS Y5, Y1, Y1
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VZEROUPPER
	RET
