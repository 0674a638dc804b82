# Independent values in float64 (PyTorch) of resnet8-gn, vae and diffusion for weights and inputs by formula.
import torch, math, json
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence
torch.set_default_dtype(torch.float64)
def wave(n, i): # entry j of array i
    j = torch.arange(n, dtype=torch.float64); return torch.sin(0.1*j*j + 0.7*j + i)
class W:
    def __init__(s): s.i=0; s.p=[]; s.names=[]
    def get(s, name, dims):
        n=math.prod(dims); v=wave(n, s.i)
        if name.endswith(('kernel','weights')): v=v*math.sqrt(2/math.prod(dims[:-1]))
        elif name.endswith('scale'): v=1+0.1*v
        else: v=0.1*v
        s.i+=1; v=v.reshape(dims).clone().requires_grad_(); s.p.append(v); s.names.append(name); return v
def conv(w,name,x,out,k,stride): return F.conv2d(x, w.get(name+'/kernel',[k,k,x.shape[1],out]).permute(3,2,0,1), stride=stride, padding=k//2)
def gn(w,name,x):
    c=x.shape[1]; return F.group_norm(x, c//8, w.get(name+'/scale',[c]), w.get(name+'/offset',[c]), 1e-5)
def dense(w,name,x,out): return x@w.get(name+'/weights',[x.shape[1],out]) + w.get(name+'/bias',[out])
def resnet8(w,x):
    x=F.relu(gn(w,'stem/norm',conv(w,'stem/conv',x,16,3,1)))
    for s,c in enumerate([16,32,64]):
        st=2 if s else 1; n=f'stage{s+1}/block1'
        y=F.relu(gn(w,n+'/norm1',conv(w,n+'/conv1',x,c,3,st)))
        y=gn(w,n+'/norm2',conv(w,n+'/conv2',y,c,3,1))
        if s: m=c-x.shape[1]; x=F.pad(x[:,:,::2,::2],(0,0,0,0,m//2,m-m//2))
        x=F.relu(x+y)
    return dense(w,'logits',x.mean((2,3)),10)
def vae(w,x,noise):
    x=x.permute(0,2,3,1).flatten(1); h=F.relu(dense(w,'encoder/hidden',x,400))
    mu=dense(w,'encoder/mean',h,20); lv=dense(w,'encoder/log_variance',h,20)
    q=Normal(mu,(lv/2).exp()); z=mu+q.stddev*noise
    h=F.relu(dense(w,'decoder/hidden',z,400)); m=dense(w,'decoder/mean',h,x.shape[1])
    s=w.get('decoder/log_variance',[1])
    return -Normal(m,(s/2).exp()).log_prob(x).sum(1)+kl_divergence(q,Normal(0.,1.)).sum(1)
def block(w,n,x,t,c):
    cin=x.shape[1]
    h=conv(w,n+'/conv1',F.silu(gn(w,n+'/norm1',x)),c,3,1)
    h=h+dense(w,n+'/time',t,c)[:,:,None,None]
    h=conv(w,n+'/conv2',F.silu(gn(w,n+'/norm2',h)),c,3,1)
    return (conv(w,n+'/shortcut',x,c,1,1) if cin!=c else x)+h
def diffusion(w,x,noise): # order of noise: "noise" [h,w,c], then "time" [1]
    b,c,H,Wd=x.shape; e=noise[:,:-1].reshape(b,H,Wd,c).permute(0,3,1,2); t=(noise[:,-1]*1000).floor().long()
    abar=torch.cumprod(1-torch.linspace(1e-4,.02,1000),0)[t][:,None,None,None]
    x=abar.sqrt()*x+(1-abar).sqrt()*e
    f=torch.exp(-math.log(1e4)*torch.arange(32)/31); a=t[:,None]*f; te=torch.cat([a.sin(),a.cos()],1)
    te=F.silu(dense(w,'time/dense1',te,128)); te=F.silu(dense(w,'time/dense2',te,128))
    h1=block(w,'down1',conv(w,'in',x,32,3,1),te,32)
    h2=block(w,'down2',conv(w,'down2/half',h1,64,3,2),te,64)
    h3=block(w,'middle',conv(w,'middle/half',h2,64,3,2),te,64)
    up=lambda v:F.interpolate(v,scale_factor=2,mode='nearest')
    h=block(w,'up2',torch.cat([up(h3),h2],1),te,64); h=block(w,'up1',torch.cat([up(h),h1],1),te,32)
    o=conv(w,'out',F.silu(gn(w,'out/norm',h)),c,3,1)
    return ((o-e)**2).mean((1,2,3))
out={}
for name,ch in [('resnet8-gn',3),('vae',1),('diffusion',1)]:
    w=W(); x=wave(2*64*ch,100).reshape(2,8,8,ch).permute(0,3,1,2); y=torch.tensor([3,7]); logits=[]
    if name=='resnet8-gn': l=resnet8(w,x); logits=l.flatten().tolist(); loss=F.cross_entropy(l,y,reduction='none')
    elif name=='vae': loss=vae(w,x,wave(40,200).reshape(2,20))
    else:
        nz=wave(2*65,200).reshape(2,65).clone(); nz[:,-1]=torch.tensor([.1234,.8765]); loss=diffusion(w,x,nz)
    g=torch.autograd.grad(loss.sum(),w.p)
    out[name]=dict(losses=loss.tolist(),logits=logits,names=w.names,
      first=[v.flatten()[0].item() for v in g],last=[v.flatten()[-1].item() for v in g],norm=[v.norm().item() for v in g])
json.dump(out,open('pytorch_vision.json','w'))
print({k:v['losses'] for k,v in out.items()})
